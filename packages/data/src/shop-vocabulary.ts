/** A department of the simulated shop: product types, and the dimensions in which their products differ. */
export interface Department {
  /** Values of the dimensions that all its types share. */
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
  /** What its types differ in, each with values of its own: material, format, ingredient. */
  readonly own: string;
  readonly types: Readonly<Record<string, readonly string[]>>;
}

const colours = ['white', 'black', 'red', 'green', 'blue', 'yellow'];
const places = ['bedrooms', 'living rooms', 'offices', 'nurseries', 'hallways'];

/** The simulated shop. A value means the same in every department, so that a taste for it carries over. */
export const shop: Readonly<Record<string, Department>> = {
  Toys: {
    dimensions: {
      theme: ['dinosaur', 'space', 'princess', 'pirate', 'farm', 'ocean', 'jungle'],
      style: ['classic', 'educational', 'electronic', 'travel-size', 'glow-in-the-dark'],
      audience: ['toddlers', 'preschoolers', 'schoolchildren', 'teenagers', 'the whole family'],
    },
    own: 'material',
    types: {
      'jigsaw puzzle': ['wooden', 'cardboard', 'foam', 'magnetic'],
      'building set': ['wooden', 'plastic', 'magnetic', 'foam'],
      'board game': ['wooden', 'cardboard', 'plastic', 'magnetic'],
      'play set': ['wooden', 'plastic', 'felt', 'cardboard'],
      'stacking toy': ['wooden', 'silicone', 'plastic', 'cardboard'],
      'soft toy': ['plush', 'cotton', 'felt', 'wool'],
    },
  },
  Kitchen: {
    dimensions: {
      style: ['rustic', 'modern', 'vintage', 'minimalist', 'professional'],
      colour: colours,
      occasion: ['everyday cooking', 'dinner parties', 'baking', 'camping', 'breakfast'],
    },
    own: 'material',
    types: {
      mug: ['ceramic', 'steel', 'glass', 'bamboo'],
      'frying pan': ['cast-iron', 'steel', 'copper', 'ceramic'],
      'cutting board': ['wooden', 'bamboo', 'plastic', 'glass'],
      'mixing bowl': ['ceramic', 'steel', 'glass', 'plastic'],
      'serving tray': ['wooden', 'bamboo', 'steel', 'ceramic'],
      'storage jar': ['glass', 'ceramic', 'steel', 'plastic'],
    },
  },
  Garden: {
    dimensions: {
      style: ['rustic', 'modern', 'vintage', 'ornate', 'solar-powered'],
      theme: ['floral', 'woodland', 'butterfly', 'bird', 'ocean', 'Japanese'],
      place: ['balconies', 'patios', 'lawns', 'greenhouses', 'ponds'],
    },
    own: 'material',
    types: {
      planter: ['wooden', 'ceramic', 'plastic', 'copper', 'bamboo'],
      'bird feeder': ['wooden', 'steel', 'glass', 'copper', 'plastic'],
      'wind chime': ['bamboo', 'steel', 'glass', 'copper', 'wooden'],
      'garden lantern': ['steel', 'glass', 'copper', 'bamboo', 'ceramic'],
      'garden bench': ['wooden', 'steel', 'bamboo', 'plastic', 'cast-iron'],
      'garden statue': ['ceramic', 'copper', 'wooden', 'cast-iron', 'stone'],
    },
  },
  Books: {
    dimensions: {
      style: ['humorous', 'dark', 'romantic', 'inspiring', 'scholarly', 'classic'],
      theme: ['space', 'wartime', 'medieval', 'pirate', 'ocean', 'woodland', 'Japanese'],
      audience: ['schoolchildren', 'teenagers', 'adults', 'beginners', 'the whole family'],
    },
    own: 'format',
    types: {
      'detective novel': ['hardcover', 'paperback', 'audio', 'large-print'],
      'fantasy novel': ['hardcover', 'paperback', 'audio', 'illustrated'],
      'history book': ['hardcover', 'paperback', 'audio', 'illustrated'],
      'short story collection': ['hardcover', 'paperback', 'audio', 'large-print'],
      'graphic novel': ['hardcover', 'paperback', 'black-and-white', 'pocket-size'],
      'poetry book': ['hardcover', 'paperback', 'illustrated', 'pocket-size'],
    },
  },
  Home: {
    dimensions: {
      style: ['rustic', 'modern', 'vintage', 'minimalist', 'luxurious'],
      colour: colours,
      place: places,
    },
    own: 'material',
    types: {
      'table lamp': ['ceramic', 'glass', 'copper', 'wooden', 'bamboo'],
      rug: ['wool', 'cotton', 'jute', 'plush', 'leather'],
      cushion: ['cotton', 'linen', 'velvet', 'wool', 'leather'],
      curtain: ['cotton', 'linen', 'velvet', 'silk', 'bamboo'],
      'wall clock': ['wooden', 'steel', 'glass', 'copper', 'plastic'],
      'picture frame': ['wooden', 'steel', 'glass', 'copper', 'leather'],
    },
  },
  Clothing: {
    dimensions: {
      style: ['casual', 'elegant', 'sporty', 'vintage', 'minimalist'],
      colour: colours,
      occasion: ['work', 'parties', 'hiking', 'travel', 'cold winters'],
    },
    own: 'material',
    types: {
      jacket: ['wool', 'leather', 'fleece', 'cotton', 'linen'],
      scarf: ['wool', 'silk', 'cotton', 'linen', 'fleece'],
      sweater: ['wool', 'cotton', 'fleece', 'linen', 'silk'],
      shirt: ['cotton', 'linen', 'silk', 'wool', 'velvet'],
      hat: ['wool', 'felt', 'leather', 'cotton', 'fleece'],
      'pair of gloves': ['wool', 'leather', 'fleece', 'silk', 'cotton'],
    },
  },
  Outdoors: {
    dimensions: {
      style: ['lightweight', 'rugged', 'foldable', 'waterproof', 'vintage'],
      colour: colours,
      occasion: ['hiking', 'camping', 'travel', 'festivals', 'fishing'],
    },
    own: 'material',
    types: {
      tent: ['nylon', 'cotton', 'polyester', 'canvas'],
      backpack: ['nylon', 'leather', 'canvas', 'polyester'],
      'sleeping bag': ['nylon', 'cotton', 'fleece', 'down'],
      'water bottle': ['steel', 'plastic', 'glass', 'copper'],
      'folding chair': ['wooden', 'steel', 'bamboo', 'canvas'],
      'camping lamp': ['steel', 'plastic', 'copper', 'glass'],
    },
  },
  Beauty: {
    dimensions: {
      scent: ['lavender', 'rose', 'citrus', 'vanilla', 'mint', 'unscented'],
      style: ['organic', 'luxurious', 'vegan', 'travel-size', 'classic'],
      audience: ['sensitive skin', 'dry skin', 'men', 'babies', 'teenagers'],
    },
    own: 'ingredient',
    types: {
      'bar of soap': ['honey', 'aloe', 'coconut', 'charcoal', 'olive oil'],
      'hand cream': ['honey', 'aloe', 'coconut', 'shea butter', 'olive oil'],
      shampoo: ['honey', 'aloe', 'coconut', 'charcoal', 'green tea'],
      'face mask': ['honey', 'aloe', 'clay', 'charcoal', 'green tea'],
      'bath oil': ['coconut', 'olive oil', 'almond', 'aloe', 'honey'],
      'lip balm': ['honey', 'coconut', 'shea butter', 'almond', 'beeswax'],
    },
  },
  Pets: {
    dimensions: {
      style: ['modern', 'rustic', 'foldable', 'luxurious', 'waterproof'],
      colour: colours,
      audience: ['small pets', 'large pets', 'young pets', 'senior pets', 'nervous pets'],
    },
    own: 'material',
    types: {
      'dog bed': ['wool', 'cotton', 'fleece', 'plush', 'canvas'],
      'cat tree': ['wooden', 'plush', 'bamboo', 'cardboard', 'jute'],
      'pet bowl': ['ceramic', 'steel', 'bamboo', 'silicone', 'plastic'],
      'dog leash': ['leather', 'nylon', 'cotton', 'jute', 'canvas'],
      'cat toy': ['plush', 'felt', 'wooden', 'wool', 'plastic'],
      'pet carrier': ['nylon', 'plastic', 'canvas', 'leather', 'wooden'],
    },
  },
  Stationery: {
    dimensions: {
      theme: ['floral', 'woodland', 'space', 'ocean', 'geometric', 'dinosaur', 'Japanese'],
      style: ['vintage', 'minimalist', 'elegant', 'playful', 'classic'],
      occasion: ['work', 'school', 'travel', 'birthdays', 'weddings'],
    },
    own: 'material',
    types: {
      notebook: ['leather', 'recycled-paper', 'bamboo', 'cotton'],
      'pencil case': ['leather', 'cotton', 'felt', 'canvas'],
      'desk organizer': ['wooden', 'bamboo', 'steel', 'cardboard'],
      'greeting card': ['recycled-paper', 'cotton', 'wooden', 'felt'],
      'photo album': ['leather', 'linen', 'recycled-paper', 'velvet'],
      'bookmark set': ['wooden', 'leather', 'steel', 'felt'],
    },
  },
};
