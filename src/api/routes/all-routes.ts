import type { Route } from '../route.ts';
import type { ApiServices } from '../services.ts';
import { addressRoutes } from './addresses.ts';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { candidateRoutes } from './candidates.ts';
import { clusterRoutes } from './clusters.ts';
import { convergenceRoutes } from './convergence.ts';
import { exposureRoutes } from './exposures.ts';
import { flowRoutes } from './flows.ts';
import { labelRoutes } from './labels.ts';
import { listRoutes } from './lists.ts';
import { monitorRoutes } from './monitors.ts';
import { nameDismissalRoutes } from './name-dismissals.ts';
import { payeeFindingRoutes } from './payee-findings.ts';
import { payrollRoutes } from './payroll.ts';
import { reachRoutes } from './reach.ts';
import { screeningRoutes } from './screenings.ts';
import { walletRoutes } from './wallets.ts';

/** Every route of the API, in the order in which the description shows them. */
export function allRoutes(services: ApiServices): Route[] {
  return [
    ...screeningRoutes(services),
    ...nameDismissalRoutes(services),
    ...payeeFindingRoutes(services),
    ...walletRoutes(services),
    ...clusterRoutes(services),
    ...monitorRoutes(services),
    ...exposureRoutes(services),
    ...convergenceRoutes(services),
    ...reachRoutes(services),
    ...payrollRoutes(services),
    ...flowRoutes(services),
    ...candidateRoutes(services),
    ...alertRoutes(services),
    ...auditRoutes(services),
    ...listRoutes(services),
    ...addressRoutes(services),
    ...labelRoutes(services),
  ];
}
