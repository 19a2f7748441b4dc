import { IsString, Length } from 'class-validator';

/** Body of `POST /orders/:id/cancel`. */
export class CancelOrderDto {
  @IsString()
  @Length(3, 200)
  reason!: string;
}
