import {createMemoryDatabase} from '../../src/memory-database.js';
import {testDatabase} from '../support/database-contract.js';

testDatabase(async () => createMemoryDatabase());
