import { IsInt, IsString, Length, Max, Min } from 'class-validator';

/** One line of `POST /orders`. */
export class OrderLineDto {
  @IsString()
  @Length(1, 32)
  sku!: string;

  @IsInt()
  @Min(1)
  @Max(100)
  quantity!: number;
}
