import { amazon2023, openQuestions, type Recipe } from './recipe.ts';

/** Amazon Electronics 2023: ratings of 3 to 5 from 2010 to 2017, no k-core. */
export const electronics2023: Recipe = {
  name: 'electronics2023',
  title: 'Electronics 2023',
  format: 'amazon-2023',
  minRating: 3,
  dateRange: { from: '2010-01-01', until: '2018-01-01' },
  split: { validation: 0.1, test: 0.1 },
  published: { users: 97_570, items: 44_669, interactions: 178_259, density: 4.1e-7 },
  assumptions: [
    'The publication also calls it Amazon Fashion; here the category is Electronics.',
    'No k-core and no sample is published; without one the category is far larger than the published counts.',
    ...openQuestions,
  ],
  source: amazon2023('Electronics'),
};
