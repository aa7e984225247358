/** What a column of a list of vehicles holds. Make and model may come in two languages, or together in one column. */
export const VEHICLE_COLUMNS = [
  'vin',
  'brand',
  'brandEn',
  'model',
  'modelEn',
  'brandModel',
  'firstRegistration',
  'transferForExport',
  'destination',
  'outlets',
] as const;
export type VehicleColumn = (typeof VEHICLE_COLUMNS)[number];

/**
 * How headings name the columns, in our languages: those of our template, of the Motor Vehicle Registration Certificate, of the
 * annex sheet of an export licence, and what people write. In the form of `plainHeading`.
 */
const HEADINGS: Readonly<Record<VehicleColumn, string>> = {
  vin: 'vin vinno vinnumber vincode vin码 vin号 车架号 车架号码 车架号vin 车辆识别代号 车辆识别代码 车辆识别号 车辆识别代号车架号 车辆识别号码 识别代号 chassis chassisno chassisnumber frameno framenumber vehicleidentificationnumber вин винкод vinкод номерvin идентификационныйномер идентификационныйномерvin идентификационныйномертс номершасси номеркузова',
  brand:
    '品牌 车辆品牌 厂牌 品牌中文 中文品牌 品牌中文名称 brand make brandzh makezh brandchinese makechinese марка маркатс маркаавтомобиля марказх',
  brandEn: '品牌英文 英文品牌 品牌英文名称 branden makeen brandenglish makeenglish маркаангл маркаen',
  model:
    '型号 车辆型号 车型 规格型号 型号中文 中文型号 车型中文 中文车型 型号中文名称 model modelzh modelchinese vehiclemodel модель модельтс модельавтомобиля',
  modelEn: '型号英文 英文型号 车型英文 英文车型 型号英文名称 modelen modelenglish модельангл модельen',
  brandModel:
    '品牌型号 厂牌型号 车辆品牌型号 品牌型号中文 品牌及型号 makeandmodel makemodel brandmodel brandandmodel маркаимодель маркамодель маркаимодельтс',
  firstRegistration:
    '注册登记日期 初次登记日期 首次登记日期 初次注册登记日期 首次注册登记日期 初次登记 首次登记 登记日期 注册日期 上牌日期 初次上牌日期 firstregistration firstregistrationdate dateoffirstregistration registrationdate датапервичнойрегистрации датапервойрегистрации датарегистрации первичнаярегистрация',
  transferForExport:
    '转让登记待出口日期 转让待出口日期 转让登记日期 转让登记待出口 转移登记日期 待出口日期 transferforexport transferforexportdate transferdate датапереоформлениядлявывоза датапереоформления',
  destination:
    '出口目的国 目的国 目的国家 出口国家 目的地 目的国地区 出口目的国地区 进口国 进口国地区 最终目的国 最终目的国地区 destination destinationcountry countryofdestination country importingcountry finaldestination страна страназначения странаназначения',
  outlets:
    '服务网点 境外服务网点 境外售后服务网点 售后服务网点 网点编号 服务网点编号 网点 outlets outlet outletids serviceoutlets aftersalesoutlets пункты пунктыобслуживания пунктобслуживания зарубежныепунктыобслуживания',
};

const COLUMN_OF: ReadonlyMap<string, VehicleColumn> = new Map(
  VEHICLE_COLUMNS.flatMap((column) => HEADINGS[column].split(' ').map((heading) => [heading, column] as const)),
);

/** Numbers of rows: nobody has to be told that they are not taken. */
const COUNTS: ReadonlySet<string> = new Set([
  '序号',
  '编号',
  '行号',
  'no',
  'nr',
  '№',
  'n',
  'п п',
  'пп',
  'line',
  'row',
  '',
]);

/** Letters and digits alone, small. */
function plainHeading(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

/** What the column of a heading holds; null for any other. A remark in brackets, or a second name behind a stroke, does not matter. */
export function columnOf(heading: string): VehicleColumn | null {
  const plain = heading.normalize('NFKC');
  const withoutRemark = plain.replace(/[([{【][^([{【)\]}】]*[)\]}】]/g, '');
  const forms = [plain, withoutRemark, ...withoutRemark.split(/[/|\n]/)].map(plainHeading);
  for (const form of forms) {
    const column = COLUMN_OF.get(form);
    if (column !== undefined) return column;
  }
  return null;
}

/** Whether a heading is that of a count. */
export function isCount(heading: string): boolean {
  return COUNTS.has(plainHeading(heading));
}
