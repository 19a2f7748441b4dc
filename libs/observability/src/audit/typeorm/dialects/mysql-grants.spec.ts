import { showsTriggers } from './mysql-grants.js';

describe('showsTriggers()', () => {
  it.each([
    ['GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION', true],
    ['GRANT ALL PRIVILEGES ON `shop`.* TO `app`@`%`', true],
    ['GRANT ALL PRIVILEGES ON `sh\\_op`.* TO `app`@`%`', false],
    ['GRANT ALL PRIVILEGES ON `sh%`.* TO `app`@`%`', true],
    ['GRANT SELECT, TRIGGER ON `shop`.`audit_event` TO `app`@`%`', true],
    ['GRANT SELECT, INSERT ON `shop`.* TO `app`@`%`', false],
    ['GRANT ALL PRIVILEGES ON `shop`.`orders` TO `app`@`%`', false],
    ['GRANT TRIGGER ON `other`.* TO `app`@`%`', false],
    ['GRANT TRIGGER ON `other`.`audit_event` TO `app`@`%`', false],
    ['GRANT USAGE ON *.* TO `TRIGGER`@`%`', false],
    ['GRANT `auditors` TO `app`@`%`', false],
  ])('%s: %s', (grant, shows) => {
    expect(showsTriggers([grant], 'shop', 'audit_event')).toBe(shows);
  });

  it('takes a name as it is written', () => {
    const grants = ['GRANT TRIGGER ON `a.b\\_c`.* TO `app`@`%`'];
    expect(showsTriggers(grants, 'a.b_c', 'audit_event')).toBe(true);
    expect(showsTriggers(grants, 'axb_c', 'audit_event')).toBe(false);
  });
});
