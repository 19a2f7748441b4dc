import { Controller, Get } from '@nestjs/common';
import { AllowedRoles } from '../auth/allowed-roles.decorator.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import type { Principal } from '../auth/principal.js';
import type { LineReport } from './line-report.js';
import { LineReportService } from './line-report.service.js';

/** Reports for the staff of a tenant. */
@Controller('reports')
export class LineReportController {
  constructor(private readonly reports: LineReportService) {}

  @Get('lines')
  @AllowedRoles(['clerk', 'auditor'])
  lines(@CurrentUser() { tenant }: Principal): Promise<LineReport> {
    return this.reports.together(tenant);
  }

  /** The same answer by an N+1, to look at. */
  @Get('lines/one-by-one')
  @AllowedRoles(['clerk', 'auditor'])
  linesOneByOne(@CurrentUser() { tenant }: Principal): Promise<LineReport> {
    return this.reports.oneByOne(tenant);
  }
}
