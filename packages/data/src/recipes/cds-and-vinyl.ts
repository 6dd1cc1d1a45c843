import { amazon2018, openQuestions, type Recipe } from './recipe.ts';

/** Amazon CDs & Vinyl: ratings of 4 and 5 of 2014 and 2015, 10-core. */
export const cdsAndVinyl: Recipe = {
  name: 'cds-and-vinyl',
  title: 'CDs & Vinyl',
  format: 'amazon-2018',
  minRating: 4,
  dateRange: { from: '2014-01-01', until: '2016-01-01' },
  kCore: 10,
  split: { validation: 0.1, test: 0.1 },
  published: { users: 19_385, items: 8_279, interactions: 186_535, density: 1.2e-3 },
  assumptions: ['The release of the reviews is not published; here that of 2018.', ...openQuestions],
  source: amazon2018('CDs_and_Vinyl'),
};
