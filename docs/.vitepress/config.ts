import { defineConfig } from 'vitepress';

const guide = [
  { text: 'Getting started', link: '/guide/getting-started' },
  { text: 'Your own data', link: '/guide/your-own-data' },
  { text: 'Language models', link: '/guide/language-models' },
  { text: 'How it works', link: '/guide/how-it-works' },
  { text: 'Write your own', link: '/guide/write-your-own' },
];

const packages = [
  'core',
  'tfjs-backend',
  'data',
  'llm',
  'llm-profile',
  'semantic-neg',
  'cf-models',
  'align',
  'eval',
].map((name) => ({ text: `@hnlm/${name}`, link: `/packages/${name}` }));

const decisions = [
  { text: '1. Packages and direction', link: '/decisions/0001-packages-and-direction' },
  { text: '2. The generation ledger', link: '/decisions/0002-ledger' },
  { text: '3. Kernels in shared memory', link: '/decisions/0003-wasm-kernels-in-shared-memory' },
  {
    text: '4. Training in workers',
    link: '/decisions/0004-training-in-workers-test-data-stays-in-main',
  },
  {
    text: '5. Propagation by blocks of columns',
    link: '/decisions/0005-propagation-by-blocks-of-columns',
  },
  { text: '6. Approximate grounding', link: '/decisions/0006-approximate-grounding' },
];

export default defineConfig({
  title: 'HNLM',
  description: 'Train recommenders with hard negatives made from text, and see what they add',
  lang: 'en',
  cleanUrls: true,
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '/guide/' },
      { text: 'Packages', link: '/packages/core', activeMatch: '/packages/' },
      { text: 'Decisions', link: '/decisions/0001-packages-and-direction', activeMatch: '/decisions/' },
    ],
    sidebar: [
      { text: 'Guide', items: guide },
      { text: 'Packages', items: packages },
      { text: 'Decisions', items: decisions },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
