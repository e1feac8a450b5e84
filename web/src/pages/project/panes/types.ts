/** What every pane is given. */

import type { Panels } from "../../../rules/panels";

/** How the panes are set, and setting them: what to make of how they are. */
export interface PanelState {
  panels: Panels;
  setPanels: (change: (panels: Panels) => Panels) => void;
}
