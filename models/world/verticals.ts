/**
 * Trades, and what is usual in each. Rates are the orders of magnitude that published benchmark reports give for social and search ads by
 * trade (click rate 0.5–2.5 %, conversion rate 1.5–9 %, cost per thousand 3–14), rounded by us; nothing is taken from one report.
 */

export interface Vertical {
  readonly id: string;
  /** As in "similar fashion shops". */
  readonly peers: string;
  /** Cost of a thousand impressions, in the account's currency. */
  readonly costPerThousand: number;
  /** Clicks an impression. */
  readonly clickRate: number;
  /** Conversions a click. */
  readonly conversionRate: number;
  /** Worth of a conversion, in the account's currency. */
  readonly worth: number;
  /** Demand by month over the year's mean, January first. */
  readonly season: readonly number[];
  /** Sells goods from a catalogue. */
  readonly retail: boolean;
  readonly companies: readonly string[];
  readonly products: readonly string[];
}

export const VERTICALS: readonly Vertical[] = [
  {
    id: 'fashion', peers: 'fashion shops', costPerThousand: 6.5, clickRate: 0.012, conversionRate: 0.022, worth: 68, retail: true,
    season: [0.88, 0.85, 0.98, 1.02, 1.03, 0.95, 0.9, 0.93, 1.05, 1.08, 1.25, 1.08],
    companies: ['Lindqvist', 'Marlow & Fern', 'Oreline', 'Studio Vesper', 'Hallam Row'], products: ['Autumn boots', 'Linen shirts', 'Rain jackets', 'Knitwear', 'Denim', 'Summer dresses', 'Trainers'],
  },
  {
    id: 'home', peers: 'home and garden shops', costPerThousand: 7.2, clickRate: 0.011, conversionRate: 0.019, worth: 115, retail: true,
    season: [0.92, 0.92, 1.05, 1.15, 1.16, 1.05, 0.95, 0.92, 0.95, 0.97, 1.04, 0.92],
    companies: ['Kupari Home', 'Birch & Beam', 'Tallow House', 'Nordlys Living', 'The Oak Table'], products: ['Oak tables', 'Garden chairs', 'Desk lamps', 'Wool rugs', 'Planters', 'Bed linen', 'Shelving'],
  },
  {
    id: 'beauty', peers: 'beauty brands', costPerThousand: 7.8, clickRate: 0.013, conversionRate: 0.031, worth: 42, retail: true,
    season: [0.95, 1, 0.98, 1, 1.06, 0.97, 0.94, 0.94, 0.97, 1, 1.14, 1.05],
    companies: ['Aster Skin', 'Fjell', 'Palma Verde', 'Ondine', 'Hue & Hide'], products: ['Night cream', 'Sun care', 'Hair oil', 'Lip tints', 'Gift sets', 'Face masks'],
  },
  {
    id: 'food', peers: 'food and drink brands', costPerThousand: 5.4, clickRate: 0.014, conversionRate: 0.034, worth: 37, retail: true,
    season: [0.9, 0.93, 0.97, 1, 1.02, 1, 0.97, 0.96, 0.98, 1.02, 1.1, 1.15],
    companies: ['Copper Kettle', 'Olive & Rye', 'Bread Street', 'Tideway Coffee', 'Quince'], products: ['Coffee beans', 'Tea boxes', 'Olive oil', 'Snack packs', 'Recipe kits', 'Hampers'],
  },
  {
    id: 'travel', peers: 'travel companies', costPerThousand: 6.1, clickRate: 0.017, conversionRate: 0.018, worth: 240, retail: false,
    season: [1.22, 1.08, 1.05, 1.02, 1.05, 1.08, 1.04, 0.95, 0.9, 0.88, 0.87, 0.86],
    companies: ['Halcyon Stays', 'Pine & Coast', 'Wayfare', 'Blue Hour Trips', 'Camino Tours'], products: ['City breaks', 'Ski weeks', 'Island stays', 'Rail trips', 'Family villas', 'Early bird'],
  },
  {
    id: 'electronics', peers: 'electronics shops', costPerThousand: 7.9, clickRate: 0.009, conversionRate: 0.016, worth: 155, retail: true,
    season: [0.93, 0.9, 0.94, 0.93, 0.94, 0.95, 0.98, 0.97, 0.98, 1, 1.35, 1.13],
    companies: ['Voltner', 'Ampere & Co', 'Kite Audio', 'Northgate Tech', 'Pixelhaus'], products: ['Headphones', 'Smart lamps', 'Phone cases', 'Monitors', 'Speakers', 'Cameras'],
  },
  {
    id: 'education', peers: 'course providers', costPerThousand: 8.6, clickRate: 0.011, conversionRate: 0.055, worth: 62, retail: false,
    season: [1.16, 1.02, 0.97, 0.95, 0.94, 0.92, 0.95, 1.13, 1.16, 1, 0.94, 0.86],
    companies: ['Lantern Academy', 'Codeweald', 'Open Bench', 'Linguaria', 'Studio Grad'], products: ['Evening courses', 'Language classes', 'Data bootcamp', 'Design diploma', 'Exam prep'],
  },
  {
    id: 'local', peers: 'local services', costPerThousand: 9.4, clickRate: 0.013, conversionRate: 0.071, worth: 51, retail: false,
    season: [0.97, 0.97, 1.03, 1.06, 1.07, 1.05, 1.01, 0.95, 1, 1, 0.96, 0.93],
    companies: ['Brook Street Dental', 'Fixwell', 'Garden & Gate', 'Motion Physio', 'Clear Panes'], products: ['First visits', 'Spring repairs', 'Check-ups', 'Home visits', 'Weekend slots'],
  },
  {
    id: 'pets', peers: 'pet shops', costPerThousand: 5.9, clickRate: 0.015, conversionRate: 0.029, worth: 44, retail: true,
    season: [0.98, 0.97, 0.99, 1, 1, 1, 1, 0.99, 0.99, 1, 1.05, 1.03],
    companies: ['Good Hound', 'Whisker & Tail', 'Pawley', 'The Feed Room', 'Otter Lane'], products: ['Dog food', 'Cat trees', 'Leads', 'Chew toys', 'Pet beds'],
  },
  {
    id: 'sports', peers: 'sports and outdoor shops', costPerThousand: 6.3, clickRate: 0.012, conversionRate: 0.021, worth: 84, retail: true,
    season: [1.12, 0.97, 1, 1.04, 1.07, 1.04, 0.96, 0.93, 0.93, 0.92, 1.06, 0.96],
    companies: ['Ridge Supply', 'Paceline', 'Cairn & Co', 'Harbour Surf', 'Uphill'], products: ['Running shoes', 'Tents', 'Yoga mats', 'Bike lights', 'Ski wear'],
  },
];

/** Countries that accounts come from, about by share of spend; one currency and time zone each. */
export const COUNTRIES = [
  {currency: 'EUR', timeZone: 'Europe/Berlin', weight: 0.3},
  {currency: 'USD', timeZone: 'America/New_York', weight: 0.35},
  {currency: 'GBP', timeZone: 'Europe/London', weight: 0.2},
  {currency: 'EUR', timeZone: 'Europe/Paris', weight: 0.15},
] as const;

export function verticalOf(id: string): Vertical {
  const found = VERTICALS.find(vertical => vertical.id === id);
  if (!found) throw new RangeError(`There is no vertical "${id}"; there are ${VERTICALS.map(vertical => vertical.id).join(', ')}.`);
  return found;
}
