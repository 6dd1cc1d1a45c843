const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Writes a number with fixed decimals and thousands apart; what is too long or too small for that, as 1.2×10⁷, with
 * `digits` digits if it is large.
 */
export function numberText(value: number, decimals: number, digits = 3): string {
  if (decimals > 6) {
    const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    return scientific(value, Math.max(0, decimals + power));
  }
  if (Math.abs(value) >= 1e7) return scientific(value, digits - 1);
  const [whole, fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replace('-', '').length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return (fraction === undefined ? grouped : `${grouped}.${fraction}`).replace('-', '−');
}

function scientific(value: number, digits: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = value.toExponential(Math.min(digits, 10)).split('e');
  const plain = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const power = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => raised[Number(digit)]);
  return `${plain}×10${power}`.replace('-', '−');
}

/** Writes a share as a percentage: .5 is `50 %`. */
export function percentText(share: number, decimals: number): string {
  return `${numberText(share * 100, decimals)} %`;
}
