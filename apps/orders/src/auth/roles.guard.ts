import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AllowedRoles } from './allowed-roles.decorator.js';
import type { AuthenticatedRequest } from './authenticated-request.js';

/** Answers 403 when the user has none of the roles that a handler allows. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const allowed = this.reflector.getAllAndOverride(AllowedRoles, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!allowed) return true;
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (user?.roles.some(role => allowed.includes(role))) return true;
    throw new ForbiddenException(`Needs the role ${allowed.join(' or ')}`);
  }
}
