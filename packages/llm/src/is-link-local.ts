import { BlockList, isIP } from 'node:net';

/** Link-local networks, and the addresses elsewhere at which clouds hand out credentials. */
const blocked = new BlockList();
blocked.addSubnet('169.254.0.0', 16, 'ipv4');
blocked.addSubnet('fe80::', 10, 'ipv6');
// The same through NAT64 (RFC 6052).
blocked.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
// Alibaba Cloud, AWS, Google Cloud.
blocked.addAddress('100.100.100.200', 'ipv4');
blocked.addAddress('64:ff9b::6464:64c8', 'ipv6');
blocked.addAddress('fd00:ec2::254', 'ipv6');
blocked.addAddress('fd20:ce::254', 'ipv6');

/** Whether an IP address is link-local, or a metadata address of a cloud; IPv4 addresses within IPv6 ones included. */
export function isLinkLocal(address: string): boolean {
  const plain = address.replace(/^\[|\]$|%.*$/g, '');
  const version = isIP(plain);
  return version > 0 && blocked.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}
