import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FolderView } from '#shared/contract/model.ts';
import { targetWords } from '#shared/domain/folder-target.ts';
import { count } from '../../../text/format.ts';

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums' },
  head: {
    textAlign: 'start',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    paddingBottom: tokens.spacingVerticalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  number: {
    textAlign: 'end',
    verticalAlign: 'top',
    whiteSpace: 'nowrap',
    paddingInlineStart: tokens.spacingHorizontalM,
  },
  cell: {
    padding: '5px 0',
    fontWeight: tokens.fontWeightRegular,
    textAlign: 'start',
    overflowWrap: 'anywhere',
  },
  small: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  left: { color: tokens.colorNeutralForeground3 },
  bad: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  none: { color: tokens.colorNeutralForeground3 },
});

/** The folders of the source, where each goes, and why some do not. */
export const Folders = ({ folders }: { folders: readonly FolderView[] }) => {
  const styles = useStyles();
  if (folders.length === 0) return <p className={styles.none}>The folders are listed when a pass begins.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.head}>
            Folder
          </th>
          <th scope="col" className={mergeClasses(styles.head, styles.number)}>
            There
          </th>
          <th scope="col" className={mergeClasses(styles.head, styles.number)}>
            Found
          </th>
          <th scope="col" className={mergeClasses(styles.head, styles.number)}>
            Failed
          </th>
        </tr>
      </thead>
      <tbody>
        {folders.map((folder) => (
          <tr key={folder.path}>
            <th scope="row" className={mergeClasses(styles.cell, !folder.included && styles.left)}>
              {folder.path}
              <div className={styles.small}>
                {folder.included
                  ? folder.target === null
                    ? folder.reason
                    : `into ${targetWords(folder.target)}`
                  : `left out: ${folder.reason}`}
              </div>
            </th>
            {folder.included ? (
              <>
                <td className={mergeClasses(styles.cell, styles.number)}>
                  {count(folder.counts.alreadyThere + folder.counts.copied)}
                </td>
                <td className={mergeClasses(styles.cell, styles.number)}>{count(folder.counts.found)}</td>
                <td
                  className={mergeClasses(styles.cell, styles.number, folder.counts.failed > 0 && styles.bad)}
                >
                  {count(folder.counts.failed)}
                </td>
              </>
            ) : (
              <td colSpan={3} className={mergeClasses(styles.cell, styles.number, styles.left)}>
                {count(folder.counts.filtered)} left out
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
