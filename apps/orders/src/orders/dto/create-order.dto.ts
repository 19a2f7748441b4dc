import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { OrderLineDto } from './order-line.dto.js';
import { PAYMENT_METHODS } from './payment-methods.js';

/** Body of `POST /orders`. */
export class CreateOrderDto {
  @IsString()
  @Length(1, 64)
  customerId!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique((line: OrderLineDto) => line?.sku)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  items!: OrderLineDto[];

  @IsIn(PAYMENT_METHODS)
  paymentMethod!: string;

  @IsEmail()
  email!: string;

  @IsString()
  @Length(5, 200)
  shippingAddress!: string;
}
