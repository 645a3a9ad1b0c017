import {createApp} from 'vue';
import Campaigns from './Campaigns.vue';

createApp(Campaigns).mount('#root');
