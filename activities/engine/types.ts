const integers = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;

export const isInteger = (type: string): boolean => integers.test(type);
export const isFloat = (type: string): boolean => type === 'FLOAT' || type === 'DOUBLE';
export const isDecimal = (type: string): boolean => type.startsWith('DECIMAL(') && !type.endsWith(']');
export const isNumeric = (type: string): boolean => isInteger(type) || isFloat(type) || isDecimal(type);
export const isTemporal = (type: string): boolean =>
  type === 'DATE' || (type.startsWith('TIMESTAMP') && !type.endsWith(']'));
export const isText = (type: string): boolean =>
  type === 'VARCHAR' || (type.startsWith('ENUM(') && !type.endsWith(']'));
