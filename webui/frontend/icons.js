// Names of the Tabler icons that templates may use; a trailing `-filled` asks for the filled drawing.
export const ICONS = [
  'activity', 'address-book', 'adjustments-horizontal', 'alert-circle', 'alert-triangle', 'archive', 'arrow-back-up',
  'arrow-down', 'arrow-left', 'arrow-right', 'arrow-up', 'at', 'ban', 'bell', 'briefcase', 'building', 'calendar', 'calendar-due',
  'chart-dots', 'check', 'checkbox', 'chevron-down', 'chevron-left', 'chevron-right', 'chevron-up', 'circle', 'circle-check',
  'circle-check-filled', 'circle-dashed', 'circle-dot', 'circle-minus', 'clock', 'columns-3', 'copy', 'device-floppy',
  'bookmark', 'dots', 'dots-vertical', 'download', 'external-link', 'file-invoice', 'filter', 'flag', 'flame', 'git-branch', 'hand-grab',
  'hand-stop', 'help-circle', 'history', 'home', 'inbox', 'info-circle', 'keyboard', 'layout-kanban', 'layout-sidebar-left-collapse',
  'layout-sidebar-left-expand', 'link', 'link-off', 'list-check', 'list-details', 'lock', 'logout', 'mail', 'map-pin', 'menu-2',
  'message', 'message-circle', 'moon', 'note', 'pencil', 'phone', 'player-play', 'player-track-next', 'plus', 'refresh',
  'route', 'search', 'send', 'settings', 'shopping-cart', 'sitemap', 'star', 'sun', 'tags', 'target-arrow', 'trash',
  'trending-up', 'user', 'user-check', 'user-plus', 'users', 'users-group', 'world', 'x', 'zoom-in', 'zoom-out', 'zoom-scan',
  'arrows-split-2', 'brand-telegram', 'circle-x', 'receipt', 'books', 'mail-forward', 'bug', 'database', 'coin', 'eye', 'arrow-forward-up',
];
