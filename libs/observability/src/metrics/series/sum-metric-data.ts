import { ValueType, type MetricOptions } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';

/** A sum as its instrument knows it. */
export interface CollectedSum extends MetricOptions {
  readonly name: string;
  readonly isMonotonic: boolean;
  readonly dataPoints: DataPoint<number>[];
}

/** A cumulative sum in the form of the SDK; `undefined` when it has no points. */
export function sumMetricData(sum: CollectedSum): SumMetricData | undefined {
  const { name, description = '', unit = '', isMonotonic, dataPoints } = sum;
  if (dataPoints.length === 0) return undefined;
  return {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic,
    dataPoints,
  };
}
