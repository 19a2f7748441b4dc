import { spawnSync } from 'node:child_process';

/** What a container and its pod are called. */
export interface ContainerIdentity {
  readonly containerId: string;
  readonly namespace: string;
}

/** Puts the files where the kernel and the kubelet have them, then becomes the command. */
const furnish = `
set -e
files=$(mktemp -d)
printf '0::/kubepods/pod1/%s\\n' "$CONTAINER" > "$files/cgroup"
mount --bind "$files/cgroup" "/proc/$$/cgroup"
mount -t tmpfs tmpfs "$(realpath /var/run)"
mkdir -p /var/run/secrets/kubernetes.io/serviceaccount
printf '%s' "$NAMESPACE" > /var/run/secrets/kubernetes.io/serviceaccount/namespace
rm -r "$files"
exec "$@"
`;

const unshare = ['unshare', '--map-root-user', '--mount'] as const;

/** Why {@link inContainer} would fail on this machine; `undefined` when it would not. */
export function containerMissing(): string | undefined {
  const [command, ...args] = inContainer({ containerId: 'x', namespace: 'x' });
  const { status } = spawnSync(command!, [...args, 'true'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'this user may make no mount namespace (unshare --map-root-user --mount)';
}

/**
 * A launcher for `ChildApp`: the process runs in a mount namespace of its own, in which it finds what it would find in
 * a container of a pod.
 */
export function inContainer({ containerId, namespace }: ContainerIdentity): readonly string[] {
  const variables = [`CONTAINER=${containerId}`, `NAMESPACE=${namespace}`];
  return ['env', ...variables, ...unshare, 'sh', '-c', furnish, 'sh'];
}
