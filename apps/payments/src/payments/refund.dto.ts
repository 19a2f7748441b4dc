import { IsUUID } from 'class-validator';

/** Body of `POST /refunds`. */
export class RefundDto {
  @IsUUID()
  orderId!: string;
}
