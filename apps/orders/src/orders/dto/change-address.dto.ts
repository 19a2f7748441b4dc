import { IsString, Length } from 'class-validator';

/** Body of `PATCH /orders/:id/shipping-address`. */
export class ChangeAddressDto {
  @IsString()
  @Length(5, 200)
  shippingAddress!: string;
}
