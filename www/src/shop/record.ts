/** Records this page: the whole of what a site has to write. */

import { record } from '/dist/recorder.js';
import { chosenLevel } from '../site/level.ts';
import { showRecorder } from '../site/recorder-state.ts';

showRecorder(record({ sink: '/v1/recordings', mask: chosenLevel() }));
