import type * as messages from '../../src/commands/routes-messages';
import type { Samples } from '../support/golden-messages';

const HELLO = 'GET /hello  functions.hello.events[0].httpApi';

export const samples: Samples<typeof messages> = {
  routesPublic: [
    [[HELLO], false],
    [[HELLO, 'GET /bye    resources:'], true],
  ],
  unlistedRoutes: [['Api']],
};
