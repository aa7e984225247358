import { hexBytes } from './hex-bytes.ts';

/** The example of a signature in GB/T 32918.5-2017 §A.2: on the recommended curve, for the usual identifier. */
export const SM2_VECTOR = {
  x: hexBytes('09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020'),
  y: hexBytes('ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13'),
  message: new TextEncoder().encode('message digest'),
  /** Z of the signer. */
  owner: hexBytes('b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3'),
  /** e = SM3(Z ‖ M). */
  digest: hexBytes('f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640'),
  r: 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n,
  s: 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan,
} as const;
