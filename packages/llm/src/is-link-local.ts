/** Whether an IP address is link-local, or the metadata address that AWS has among private ones. */
export function isLinkLocal(address: string): boolean {
  const plain = address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  return /^169\.254\./.test(plain) || /^fe[89ab][0-9a-f]:/.test(plain) || plain === 'fd00:ec2::254';
}
