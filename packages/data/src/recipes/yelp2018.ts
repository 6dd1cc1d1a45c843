import { openQuestions, type Recipe } from './recipe.ts';

/** Yelp: ratings of 4 and 5 from 2015 to 2017, 10-core. It is not the split of that name that LightGCN uses. */
export const yelp2018: Recipe = {
  name: 'yelp2018',
  title: 'Yelp2018',
  format: 'yelp',
  minRating: 4,
  dateRange: { from: '2015-01-01', until: '2018-01-01' },
  kCore: 10,
  split: { validation: 0.1, test: 0.1 },
  published: { users: 29_832, items: 16_781, interactions: 513_976, density: 1.0e-3 },
  assumptions: [
    'The release of the Yelp Open Dataset is not published, and Yelp offers only the latest: counts differ with it.',
    ...openQuestions,
  ],
  source: {
    page: 'https://business.yelp.com/data/resources/open-dataset/',
    interactions: { name: 'yelp_academic_dataset_review.json' },
    items: { name: 'yelp_academic_dataset_business.json' },
    hosts: [],
    byHand: 'Accept the terms in the form on the page, download the JSON archive, and unpack it',
  },
};
