/** Whether two regions are the same: ARM says `westeurope` and `West Europe` for one place. */
export function sameRegion(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(region: string): string {
  return region.replaceAll(' ', '').toLowerCase();
}
