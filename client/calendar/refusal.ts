/** Why a feed is not taken, and where. Names and free text of the feed are never repeated. */
export class CalendarRefusal extends Error {
  override readonly name = 'CalendarRefusal';
  readonly place: string;
  readonly reason: string;
  constructor(place: string, reason: string) {
    super(`${place}: ${reason}`);
    this.place = place;
    this.reason = reason;
  }
}
