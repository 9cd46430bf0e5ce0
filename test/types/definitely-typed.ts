/** Both for the service type of `@types/serverless`, whose events are one interface with optional keys. */
// With its ending, ES modules find it too.
import type { Serverless } from 'serverless/aws.js';
import type { WithPassage } from 'serverless-passage';

const passage = { appId: 'Ab3dE6gH9jK2mN5pQ8sT1vW4', authOrigin: 'https://app.example.com' };

const config: WithPassage<Serverless> = {
  service: 'api',
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  plugins: ['serverless-passage'],
  custom: { passage, other: 7 },
  functions: {
    me: {
      handler: 'h.me',
      passage: { app: 'customers' },
      events: [
        { httpApi: { method: 'GET', path: '/me', passage: false } },
        { http: { method: 'get', path: 'me', passage: true } },
        { schedule: 'rate(1 hour)' },
      ],
    },
    image: { image: 'repository/image', passage: 'customers' },
  },
};

export const misspeltKey: WithPassage<Serverless> = {
  ...config,
  custom: {
    passage: {
      ...passage,
      protct: 'all', // TS2561
    },
  },
};

export const misspeltBlock: WithPassage<Serverless> = {
  ...config,
  custom: { pasage: passage }, // TS2322
};

export const wrongOnFunction: WithPassage<Serverless> = {
  ...config,
  functions: {
    me: {
      handler: 'h.me',
      passage: 1, // TS2322
    },
  },
};

export const wrongOnEvent: WithPassage<Serverless> = {
  ...config,
  functions: {
    me: {
      handler: 'h.me',
      events: [
        {
          httpApi: {
            method: 'GET',
            path: '/me',
            passage: { scops: ['orders:read'] }, // TS2561
          },
        },
      ],
    },
  },
};

export const misspeltProviderKey: WithPassage<Serverless> = {
  ...config,
  provider: {
    name: 'aws',
    runtme: 'nodejs22.x', // TS2561
  },
};

export default config;
