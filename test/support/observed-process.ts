import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { testApp, type Adapter, type RunningTestApp } from './test-app.js';

/** An application without anything of its own, for classes that are used outside of dependency injection. */
export const observedProcess = async (adapter: Adapter): Promise<RunningTestApp> => {
  @Module({})
  class EmptyModule {}
  return testApp(EmptyModule).on(adapter).start();
};
