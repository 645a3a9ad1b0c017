import {useRoute} from 'vitepress';
import Theme from 'vitepress/theme-without-fonts';
import {nextTick, onMounted, watch} from 'vue';
import StateFrames from './StateFrames.vue';
import './theme.css';

/** The theme's first page has no main landmark; every other has one. */
function landmark() {
  const content = document.getElementById('VPContent');
  if (content && !content.querySelector('main')) content.setAttribute('role', 'main');
  else content?.removeAttribute('role');
}

export default {
  extends: Theme,
  enhanceApp: ({app}) => { app.component('StateFrames', StateFrames); },
  setup() {
    const route = useRoute();
    onMounted(landmark);
    watch(() => route.path, () => nextTick(landmark));
  },
};
