import { chainId } from '../../../domain/caip.ts';

/** This bridge has one lane. */
export const ethereum = chainId('eip155:1');
export const polygon = chainId('eip155:137');
