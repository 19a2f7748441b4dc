import { EventSubscriber, type EntitySubscriberInterface } from 'typeorm';

const PING = 'SELECT 1';

/** What a data source was seen to ask its database. */
export interface QueryWatch {
  /** When each ping was sent, in milliseconds. */
  readonly sentAt: number[];
  /** Pings that waited for an answer at the same time. */
  mostPending: number;
  /** Goes into the `subscribers` of the data source. */
  readonly subscriber: new () => EntitySubscriberInterface;
}

/** Watches the pings of a data source from inside TypeORM. */
export function watchQueries(): QueryWatch {
  let pending = 0;
  class PingSubscriber implements EntitySubscriberInterface {
    beforeQuery({ query }: { query: string }): void {
      if (query === PING) {
        watch.sentAt.push(performance.now());
        watch.mostPending = Math.max(watch.mostPending, ++pending);
      }
    }

    afterQuery({ query }: { query: string }): void {
      if (query === PING) {
        pending--;
      }
    }
  }
  EventSubscriber()(PingSubscriber);
  const watch: QueryWatch = { sentAt: [], mostPending: 0, subscriber: PingSubscriber };
  return watch;
}
