export interface Task {
  readonly wall: number;
  readonly processor: number;
  readonly of: 'page' | 'protocol' | 'collection';
}
export declare const CATEGORIES: string[];
export declare function tasksBetween(buffer: Buffer, from: string, to: string): readonly Task[];
