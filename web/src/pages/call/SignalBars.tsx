const BARS = [
  { x: 2, height: 5 },
  { x: 6.5, height: 8.5 },
  { x: 11, height: 12 },
] as const;

/** Three bars, so many of them lit: what is missing can be seen. */
export function SignalBars({ lit, className }: { lit: number; className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" fill="currentColor" className={className}>
      {BARS.map(({ x, height }, index) => (
        <rect key={x} x={x} y={14 - height} width={3} height={height} rx={1} opacity={index < lit ? 1 : 0.35} />
      ))}
    </svg>
  );
}
