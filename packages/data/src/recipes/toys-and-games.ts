import { amazon2018, openQuestions, type Recipe } from './recipe.ts';

/** Amazon Toys & Games: ratings of 4 and 5 from 2015 to 2017, 10-core. */
export const toysAndGames: Recipe = {
  name: 'toys-and-games',
  title: 'Toys & Games',
  format: 'amazon-2018',
  minRating: 4,
  dateRange: { from: '2015-01-01', until: '2018-01-01' },
  kCore: 10,
  split: { validation: 0.1, test: 0.1 },
  published: { users: 22_338, items: 9_023, interactions: 200_511, density: 1.0e-3 },
  assumptions: ['The release of the reviews is not published; here that of 2018.', ...openQuestions],
  source: amazon2018('Toys_and_Games'),
};
