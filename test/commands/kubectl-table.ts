import type { OptionOf } from './check-command.ts';

interface Verb {
  readonly source: string;
  readonly options: Readonly<Record<string, OptionOf>>;
}

const REFERENCE = 'https://kubernetes.io/docs/reference/kubectl/generated';
const NAMESPACE = { '--namespace': { also: ['-n'] }, '--all-namespaces': { also: ['-A'], flag: true } };
const SELECTOR = { '--selector': { also: ['-l'] } };

/** Verbs of kubectl that are printed or documented, with the options that are given to them. */
export const VERBS: Readonly<Record<string, Verb>> = {
  get: {
    source: `${REFERENCE}/kubectl_get/`,
    options: {
      ...NAMESPACE,
      ...SELECTOR,
      '--output': { also: ['-o'] },
      '--no-headers': { flag: true },
      '--show-labels': { flag: true },
    },
  },
  delete: { source: `${REFERENCE}/kubectl_delete/`, options: { ...NAMESPACE, ...SELECTOR } },
};

/** https://kubernetes.io/docs/reference/kubectl/#output-options */
export const OUTPUT = /^(?:json|yaml|name|wide|(?:custom-columns|jsonpath)=.+)$/s;

interface Kind {
  readonly source: string;
  readonly also?: readonly string[];
  readonly namespaced: boolean;
}

const API = 'https://kubernetes.io/docs/reference/kubernetes-api';

/** Kinds of objects by the names that commands give them. */
export const KINDS: Readonly<Record<string, Kind>> = {
  azurepodidentityexceptions: {
    source: 'https://azure.github.io/aad-pod-identity/docs/configure/application_exception/',
    namespaced: true,
  },
  customresourcedefinitions: {
    source: `${API}/extend-resources/custom-resource-definition-v1/`,
    also: ['crds', 'crd'],
    namespaced: false,
  },
  daemonsets: { source: `${API}/workload-resources/daemon-set-v1/`, namespaced: true },
  deployments: { source: `${API}/workload-resources/deployment-v1/`, namespaced: true },
  events: { source: `${API}/cluster-resources/event-v1/`, namespaced: true },
  nodepools: { source: 'https://learn.microsoft.com/azure/aks/node-auto-provisioning', namespaced: false },
  persistentvolumes: {
    source: `${API}/config-and-storage-resources/persistent-volume-v1/`,
    also: ['pv'],
    namespaced: false,
  },
  pods: { source: `${API}/workload-resources/pod-v1/`, namespaced: true },
  storageclasses: { source: `${API}/config-and-storage-resources/storage-class-v1/`, namespaced: false },
};
