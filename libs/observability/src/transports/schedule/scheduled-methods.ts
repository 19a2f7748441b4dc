import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ModulesContainer } from '@nestjs/core';
import { backgroundAttr } from '../../core/background-names.js';
import { getMetadata } from '../../core/metadata.js';
import { attr } from '../../core/names.js';
import { BackgroundRun } from '../background/background-run.js';
import { linksTo, withLinks } from '../background/linked-span.js';
import { declaredMethods } from '../background/marked-methods.js';
import { observeWork, type WorkKind } from '../background/observe-work.js';

/** What `@Cron()`, `@Timeout()` and `@Interval()` leave on a method. */
const typeKey = 'SCHEDULER_TYPE';
const triggers: ReadonlyMap<unknown, Trigger> = new Map([
  [1, 'cron'],
  [2, 'timeout'],
  [3, 'interval'],
]);
type Trigger = 'cron' | 'timeout' | 'interval';

/** Observes the scheduled methods of an application. Call it before `@nestjs/schedule` reads them, when modules are initialised. */
export function observeSchedules(modules: ModulesContainer): void {
  for (const declared of declaredMethods(modules)) {
    const trigger = triggers.get(getMetadata(typeKey, declared.method));
    if (trigger) observeWork(declared, scheduled(`${declared.owner.name}.${declared.key}`, trigger));
  }
}

/**
 * Each run is a trace of its own, whoever set the timer: one that was started in a request would keep its context for ever. The
 * span that was active, if any, becomes a link.
 */
function scheduled(name: string, trigger: Trigger): WorkKind {
  return {
    definition: {
      type: 'background',
      name,
      kind: 'internal',
      metrics: false,
      root: false,
      // An interval of a second would write more lines than all requests.
      line: trigger === 'interval' ? 'failures' : 'always',
      dimensions: {
        [backgroundAttr.trigger]: trigger,
        [backgroundAttr.work]: name,
        [attr.codeFunctionName]: name,
      },
    },
    isOn: ({ settings }) => settings.schedules,
    begin(call) {
      const { observation } = call;
      const links = withLinks(observation.links, linksTo(context.active()));
      return BackgroundRun.begin({
        ...call,
        observation: { ...observation, links },
        origin: { parent: ROOT_CONTEXT },
      });
    },
  };
}
