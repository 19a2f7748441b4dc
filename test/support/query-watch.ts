import { EventSubscriber, type AfterQueryEvent, type BeforeQueryEvent, type EntitySubscriberInterface } from 'typeorm';

/** Watches from inside TypeORM which pings are sent and how many of them wait for an answer at once. */
export class QueryWatch {
  /** When each ping was sent, in milliseconds. */
  readonly sentAt: number[] = [];
  mostPending = 0;
  #pending = 0;

  /** Pass it in the `subscribers` of the data source. */
  subscriber(): new () => EntitySubscriberInterface {
    const watch = this;
    class PingSubscriber implements EntitySubscriberInterface {
      beforeQuery({ query }: BeforeQueryEvent<object>): void {
        if (query === 'SELECT 1') {
          watch.sentAt.push(performance.now());
          watch.mostPending = Math.max(watch.mostPending, ++watch.#pending);
        }
      }

      afterQuery({ query }: AfterQueryEvent<object>): void {
        if (query === 'SELECT 1') {
          watch.#pending--;
        }
      }
    }
    EventSubscriber()(PingSubscriber);
    return PingSubscriber;
  }
}
