import { Reflector } from '@nestjs/core';
import type { Role } from './principal.js';

/** Names the roles that may call a handler; a handler without it is open to everyone with a valid token. */
export const AllowedRoles = Reflector.createDecorator<Role[]>();
