import { IsInt, IsString, IsUUID, Length, Min } from 'class-validator';

/** Body of `POST /payments`. */
export class ChargeDto {
  @IsUUID()
  orderId!: string;

  /** In cents. */
  @IsInt()
  @Min(1)
  amount!: number;

  @IsString()
  @Length(1, 32)
  method!: string;
}
