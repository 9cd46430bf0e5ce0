/** What must not compile: a line with a comment gets that error, and no other line gets any. */
import type { AWS } from '@serverless/typescript';
import type { PassageConfig, PassageOption, WithPassage } from 'serverless-passage';

const provider: AWS['provider'] = { name: 'aws', runtime: 'nodejs22.x' };
const passage: PassageConfig = { appId: 'Ab3dE6gH9jK2mN5pQ8sT1vW4', authOrigin: 'https://app.example.com' };
const rest = { service: 'api', provider, custom: { passage } };
const api = { method: 'GET', path: '/me' };

export const misspeltKey: WithPassage<AWS> = {
  ...rest,
  custom: {
    passage: {
      appId: 'Ab3dE6gH9jK2mN5pQ8sT1vW4',
      authOrign: 'https://app.example.com', // TS2561
    },
  },
};

export const misspeltKeyOfApp: WithPassage<AWS> = {
  ...rest,
  custom: {
    passage: {
      apps: {
        customers: {
          apId: 'Ab3dE6gH9jK2mN5pQ8sT1vW4', // TS2561
        },
      },
    },
  },
};

export const misspeltBlock: WithPassage<AWS> = {
  ...rest,
  custom: { pasage: passage }, // TS2322
};

export const noBlock: WithPassage<AWS> = { service: 'api', provider }; // TS2322

export const wrongProtect: WithPassage<AWS> = {
  ...rest,
  custom: {
    passage: {
      ...passage,
      protect: 'everything', // TS2322
    },
  },
};

export const wrongBoolean: PassageConfig = {
  ...passage,
  preflight: 'yes', // TS2322
};

export const wrongApp: PassageConfig = {
  apps: {
    customers: { appId: 7 }, // TS2322
  },
};

export const appAsText: PassageConfig = {
  apps: {
    customers: 'Ab3dE6gH9jK2mN5pQ8sT1vW4', // TS2322
  },
};

export const wrongOffline: PassageConfig = {
  ...passage,
  offline: { keys: 'none' }, // TS2322
};

export const wrongOrigins: PassageConfig = {
  authOrigin: ['https://app.example.com', 7], // TS2322
};

export const misspeltIntrinsic: PassageConfig = {
  issuer: { Reff: 'Issuer' }, // TS2353
};

export const wrongScopes: PassageConfig = {
  scopes: 'orders:read', // TS2322
};

export const changed: PassageConfig = {
  ...passage,
  appId: null, // TS2322
};

export const wrongOnFunction: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      passage: 1, // TS2322
    },
  },
};

export const misspeltOnFunction: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      passge: true, // TS2561
    },
  },
};

export const misspeltInOption: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      passage: {
        scops: ['orders:read'], // TS2561
      },
    },
  },
};

export const misspeltAppInOption: PassageOption = {
  ap: 'customers', // TS2353
};

export const wrongOnHttpApi: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      events: [
        {
          httpApi: {
            ...api,
            passage: 7, // TS2322
          },
        },
      ],
    },
  },
};

export const misspeltOnHttpApi: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      events: [
        {
          httpApi: {
            ...api,
            passge: true, // TS2561
          },
        },
      ],
    },
  },
};

export const wrongOnHttp: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      events: [
        {
          http: {
            ...api,
            passage: [true], // TS2322
          },
        },
      ],
    },
  },
};

export const besideTheEvent: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      events: [
        {
          httpApi: 'GET /me',
          passage: true, // TS2353
        },
      ],
    },
  },
};

export const otherEvent: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handler: 'h.me',
      events: [
        {
          alexaSkill: {
            appId: 'amzn1.ask.skill',
            passage: true, // TS2353
          },
        },
      ],
    },
  },
};

export const misspeltProviderKey: WithPassage<AWS> = {
  ...rest,
  provider: {
    name: 'aws',
    runtme: 'nodejs22.x', // TS2561
  },
};

export const misspeltFunctionKey: WithPassage<AWS> = {
  ...rest,
  functions: {
    me: {
      handlr: 'h.me', // TS2561
      passage: true,
    },
  },
};

export const misspeltServiceKey: WithPassage<AWS> = {
  ...rest,
  plugin: ['serverless-passage'], // TS2561
};

export const wrongCustomOfAnother: WithPassage<AWS> = {
  ...rest,
  custom: {
    passage,
    'serverless-iam-roles-per-function': {
      defaultInherit: 'yes', // TS2322
    },
  },
};
