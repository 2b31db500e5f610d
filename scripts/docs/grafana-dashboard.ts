import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The parts of infra/workbook.json that a dashboard needs: headings, and queries with how they are
 * shown.
 */
interface WorkbookItem {
  readonly type: number;
  readonly name: string;
  readonly customWidth?: string;
  readonly content: {
    readonly json?: string;
    readonly title?: string;
    readonly query?: string;
    readonly visualization?: string;
  };
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana
const DATASOURCE = { type: 'grafana-azure-monitor-datasource', uid: '${datasource}' };
const GRID_WIDTH = 24;
const PANEL_HEIGHT = 9;
const HEADING_HEIGHT = 1;

/** How a panel of Grafana shows the data of a kind of workbook item. */
const PANELS: Readonly<Record<string, { readonly type: string; readonly resultFormat: 'table' | 'time_series' }>> = {
  table: { type: 'table', resultFormat: 'table' },
  tiles: { type: 'stat', resultFormat: 'table' },
  linechart: { type: 'timeseries', resultFormat: 'time_series' },
};

/**
 * A dashboard for Grafana with the queries and the order of the Azure workbook, to be imported by a
 * person.
 * https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 * @throws Error when the workbook shows data in a way that has no panel here.
 */
export function grafanaDashboard(root: string): string {
  const { items } = JSON.parse(readFileSync(join(root, 'infra/workbook.json'), 'utf8')) as {
    readonly items: readonly WorkbookItem[];
  };
  const panels: object[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const place = (width: number, height: number) => {
    if (x + width > GRID_WIDTH) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return gridPos;
  };
  for (const { name, type, content, customWidth } of items) {
    const id = panels.length + 1;
    if (type === 1 && name !== 'heading') {
      const title = (content.json ?? '').replace(/^#+ /, '');
      panels.push({ id, type: 'row', title, collapsed: false, panels: [], gridPos: place(GRID_WIDTH, HEADING_HEIGHT) });
    }
    if (content.query === undefined) continue;
    const panel = PANELS[content.visualization ?? ''];
    if (panel === undefined) throw new Error(`No panel of Grafana shows ${content.visualization} (${name}).`);
    const width = Math.round((GRID_WIDTH * Number(customWidth ?? 100)) / 100);
    panels.push({
      id,
      type: panel.type,
      title: content.title,
      datasource: DATASOURCE,
      gridPos: place(width, PANEL_HEIGHT),
      // One value for each row, and not one of all of them.
      ...(panel.type === 'stat' && { options: { reduceOptions: { values: true, calcs: [], fields: '' } } }),
      targets: [
        {
          refId: 'A',
          datasource: DATASOURCE,
          queryType: 'Azure Log Analytics',
          azureLogAnalytics: {
            query: readFileSync(join(root, 'infra/queries/workbook', content.query), 'utf8'),
            resources: ['$insights'],
            resultFormat: panel.resultFormat,
            dashboardTime: true,
            timeColumn: 'timestamp',
          },
        },
      ],
    });
  }
  const dashboard = {
    title: 'Backstay',
    uid: 'backstay',
    tags: ['backstay', 'azure-backup', 'aks'],
    editable: true,
    schemaVersion: 39,
    time: { from: 'now-7d', to: 'now' },
    refresh: '5m',
    templating: {
      list: [
        { name: 'datasource', label: 'Azure Monitor', type: 'datasource', query: DATASOURCE.type },
        {
          name: 'insights',
          label: 'Resource id of Application Insights',
          type: 'textbox',
          query: '',
        },
      ],
    },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
