// Checks every manifest of a folder against the published schemas; prints what is wrong. A process of its own, because the
// packages with the schemas are ES modules.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const folder = process.argv[2] ?? '.';
for (const name of readdirSync(folder)) {
  if (name === 'kustomization.yaml') continue;
  for (const document of parseAllDocuments(readFileSync(join(folder, name), 'utf8'))) {
    const manifest = document.toJS();
    const complaint = await complaintAbout(manifest);
    if (complaint) console.log(`${name}: ${complaint}`);
  }
}

async function complaintAbout({ apiVersion, kind, ...rest }) {
  const { [kind]: Model } = await modelsOf(apiVersion);
  if (Model === undefined) return `no schema for ${apiVersion} ${kind}`;
  try {
    new Model(rest).validate();
    return '';
  } catch (error) {
    return error.message;
  }
}

function modelsOf(apiVersion) {
  if (apiVersion.startsWith('monitoring.coreos.com/')) {
    return import(`@kubernetes-models/prometheus-operator/${apiVersion}`);
  }
  return import(`kubernetes-models/${apiVersion}`);
}
