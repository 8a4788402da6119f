/**
 * Erlang A (Palm 1957; Garnett, Mandelbaum and Reiman, "Designing a Call Center with Impatient Customers", M&SOM 4 (3), 2002): calls come at random,
 * work and patience are exponential, whoever waits longer than their patience leaves. In the form of integrals of Zeltyn and Mandelbaum, "Call
 * centers with impatient customers: many-server asymptotics of the M/M/n+G queue", Queueing Systems 51, 2005, with exponential patience.
 */
export interface Load {
  readonly callsPerHour: number;
  /** Mean work with a call. */
  readonly seconds: number;
  /** Mean patience, seconds; Infinity = nobody leaves (Erlang C), where there must be more agents than work. */
  readonly patience: number;
}

export interface Service {
  /** Share of the callers who don't get an agent at once. */
  readonly waits: number;
  /** Share of the callers who leave. */
  readonly abandons: number;
  /** Mean seconds of waiting over all callers, also of those who leave. */
  readonly wait: number;
  /** Share of all callers who are answered within so many seconds. */
  within(seconds: number): number;
}

const HOUR = 3600;
/** Points of an integral: enough for 1e-5 against the chain of states, in the test. */
const STEPS = 4000;
/** What is smaller than e to this against the highest value counts for nothing. */
const NOTHING = -40;

/** Throws `RangeError` without agents, calls, work or patience, or when nobody ever leaves and there is more work than agents. */
export function erlangA({ callsPerHour, seconds, patience }: Load, agents: number): Service {
  if (!(callsPerHour > 0 && seconds > 0 && patience > 0 && agents >= 1))
    throw new RangeError('calls, seconds, patience and agents must be above 0');
  const arrival = callsPerHour / HOUR;
  const capacity = agents / seconds;
  const leaving = 1 / patience;
  if (leaving === 0 && arrival >= capacity) throw new RangeError('the queue never ends: nobody leaves');
  /** Time that people with this patience would have waited up to here. */
  const borne = (at: number): number => (leaving === 0 ? at : -Math.expm1(-leaving * at) / leaving);
  const exponent = (at: number): number => arrival * borne(at) - capacity * at;
  // Highest where those who still wait come as fast as they are served.
  const peak = leaving > 0 && arrival > capacity ? Math.log(arrival / capacity) / leaving : 0;
  const high = exponent(peak);
  let end = peak + 1 / capacity;
  while (exponent(end) - high > NOTHING) end = peak + (end - peak) * 2;
  const shape = (at: number): number => Math.exp(exponent(at) - high);
  const waiting = integral(shape, 0, end);
  const atOnce = inverseOfLoss(arrival * seconds, agents) * Math.exp(-high);
  const all = atOnce + arrival * waiting;
  const waits = (arrival * waiting) / all;
  const abandons = leaving === 0 ? 0 : (Math.exp(-high) + (arrival - capacity) * waiting) / all;
  return {
    waits,
    abandons: Math.max(0, abandons),
    // Who waits leaves at the rate of their patience: the mean is the share that leaves over that rate.
    wait: leaving === 0 ? (arrival * integral((at) => at * shape(at), 0, end)) / all : Math.max(0, abandons) / leaving,
    within: (limit) => {
      const served = integral((at) => Math.exp(-leaving * at) * shape(at), 0, Math.min(limit, end));
      return (atOnce + arrival * served) / all;
    },
  };
}

/** 1/B of Erlang's loss formula, by its recursion; `load` — erlangs. */
function inverseOfLoss(load: number, agents: number): number {
  // E of the paper counts the agents below n: (1/B of n − 1 servers).
  let inverse = 1;
  for (let n = 1; n < agents; n += 1) inverse = 1 + (inverse * n) / load;
  return inverse;
}

/** Simpson. */
function integral(of: (at: number) => number, from: number, to: number): number {
  if (to <= from) return 0;
  const step = (to - from) / STEPS;
  let sum = of(from) + of(to);
  for (let n = 1; n < STEPS; n += 1) sum += of(from + n * step) * (n % 2 === 1 ? 4 : 2);
  return (sum * step) / 3;
}

/** More than any call centre has. */
const MOST_AGENTS = 5000;

/** The fewest agents with which `answered` (0–1) of the callers are answered within `within` seconds; 0 where nobody calls. Throws `RangeError`. */
export function agentsNeeded(
  load: Load,
  { answered, within }: { readonly answered: number; readonly within: number },
): number {
  if (load.callsPerHour <= 0) return 0;
  // Without leaving, a queue with fewer agents than work never ends.
  const work = (load.callsPerHour * load.seconds) / HOUR;
  let [low, high] = [load.patience === Infinity ? Math.floor(work) + 1 : 1, Math.ceil(work) + 4];
  const enough = (agents: number): boolean => erlangA(load, agents).within(within) >= answered;
  while (!enough(high)) {
    low = high + 1;
    high *= 2;
    if (high > MOST_AGENTS) throw new RangeError('no number of agents is enough');
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
