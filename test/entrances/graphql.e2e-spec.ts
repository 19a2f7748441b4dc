import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  ForbiddenException,
  Injectable,
  Inject,
  Module,
  NotFoundException,
  UseGuards,
  type CanActivate,
} from '@nestjs/common';
import { Args, GraphQLModule, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

class NoAdmittance implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('members only');
  }
}

@Injectable()
class Orders {
  @Traced()
  async count(): Promise<number> {
    return 3;
  }
}

@Resolver()
class OrdersResolver {
  constructor(@Inject(Orders) private readonly orders: Orders) {}

  @Query(() => Int)
  orderCount(): Promise<number> {
    return this.orders.count();
  }

  @Query(() => Int, { nullable: true })
  missing(): number {
    throw new NotFoundException('no such order');
  }

  @Query(() => Int, { nullable: true })
  broken(): number {
    throw new Error('the ledger is wet');
  }

  @UseGuards(NoAdmittance)
  @Query(() => Int)
  secret(): number {
    return 7;
  }

  @Mutation(() => Int)
  place(@Args('product') product: string, @Args('amount', { type: () => Int }) amount: number): number {
    return product.length * amount;
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      introspection: false,
    }),
  ],
  providers: [Orders, OrdersResolver],
})
class OrdersModule {}

describe.each(adapters)('GraphQL on %s', adapter => {
  let running: RunningTestApp;

  beforeAll(async () => {
    running = await testApp(OrdersModule)
      .on(adapter)
      .observedWith({ graphql: { document: true, resolvers: true } })
      .start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const ask = async (query: string, variables = {}) => {
    const { status, json } = await running.client.post('/graphql', { query, variables });
    await running.telemetry.waitForIdle();
    return { status, body: json() as { data?: unknown; errors?: readonly unknown[] } };
  };
  const root = () => running.telemetry.spans().find(({ kind }) => kind === 'server')!;
  const measured = async () =>
    (await running.telemetry.metrics())
      .get('graphql.server.operation.duration')
      ?.map(({ attributes }) => attributes);

  it('names the operation on the span of the request, with its resolvers inside', async () => {
    expect((await ask('query Count { orderCount }')).body).toEqual({ data: { orderCount: 3 } });
    expect(running.telemetry.tree()).toBe(
      'POST /graphql [server] 200\n  OrdersResolver.orderCount\n    Orders.count',
    );
    expect(root().attributes).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Count',
      'graphql.document': 'query Count { orderCount }',
    });
    expect(running.telemetry).toHaveSpan('OrdersResolver.orderCount', {
      attributes: { 'graphql.field.path': 'orderCount' },
    });
    expect(await measured()).toEqual([
      { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Count', outcome: 'success' },
    ]);
  });

  it('keeps every value out of the document', async () => {
    await ask('mutation Place { place(product: "s3cret", amount: 42) }');
    expect(root().attributes).toMatchObject({
      'graphql.operation.type': 'mutation',
      'graphql.document': 'mutation Place { place(product: ? amount: ?) }',
    });
  });

  it.each([
    ['query Bad { broken }', 'failure', 'Error', 'error'],
    ['query Miss { missing }', 'rejected', 'NotFoundException', 'unset'],
    ['query Secret { secret }', 'rejected', 'ForbiddenException', 'unset'],
    ['query Both { orderCount missing broken }', 'failure', 'Error', 'error'],
  ])('tells of the errors of %s although the status is 200', async (query, outcome, type, status) => {
    expect((await ask(query)).status).toBe(200);
    expect(root()).toMatchObject({ status, attributes: { 'error.type': type } });
    expect(running.telemetry).toHaveLogLine(
      {
        msg: 'POST /graphql completed',
        level: outcome === 'failure' ? 'error' : 'warn',
        err: { type } as never,
      },
      { times: 1 },
    );
    expect(await measured()).toEqual([
      expect.objectContaining({ 'graphql.operation.type': 'query', outcome, 'error.type': type }),
    ]);
  });

  it.each(['query { nothing }', 'query {', '{{{{', '"'])('takes %j for a refusal', async query => {
    expect((await ask(query)).status).toBe(400);
    expect(root()).toMatchObject({ status: 'unset' });
    expect(running.telemetry).toHaveLogLine({ msg: 'POST /graphql completed', level: 'warn' }, { times: 1 });
  });

  it('lets clients name a hundred operations in metrics, and each in its span', async () => {
    for (let index = 0; index < 110; index += 1) await ask(`query Q${index} { orderCount }`);
    const names = (await measured())?.map(labels => labels['graphql.operation.name']) ?? [];
    expect(new Set(names).size).toBeLessThanOrEqual(101);
    expect(names).toContain('_OTHER');
    const spans = running.telemetry.spans().filter(({ kind }) => kind === 'server');
    expect(spans.at(-1)?.attributes['graphql.operation.name']).toBe('Q109');
  });
});
