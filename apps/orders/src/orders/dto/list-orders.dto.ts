import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { ORDER_STATUSES, type OrderStatus } from '../order-status.js';

/** Forms send what was not filled in as empty text. */
const nothing = ({ value }: { value: unknown }): unknown => (value === '' ? undefined : value);

/** Query of `GET /orders`. */
export class ListOrdersDto {
  @Transform(nothing)
  @IsOptional()
  @IsIn(ORDER_STATUSES)
  status?: OrderStatus;

  /** `nextCursor` of the page before. */
  @Transform(nothing)
  @IsOptional()
  @IsUUID()
  cursor?: string;

  /** Orders on a page. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}
