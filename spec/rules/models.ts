import type { Fault } from '../problem.ts';
import type { Rule } from './rule.ts';
import { dangling, invalid, missingColumns } from './rule.ts';

type Section = 'model' | 'labels' | 'training' | 'promotion' | 'access';

const needs: readonly (readonly [Section, Section])[] = [
  ['promotion', 'training'],
  ['promotion', 'access'],
  ['training', 'model'],
  ['model', 'labels'],
];

/** A promotion needs trainings and people, a training a model and its gate, a model labels. */
export const sectionsHaveTheirGround: Rule = ({ spec }) => {
  const faults: Fault[] = needs
    .filter(([section, ground]) => spec[section] !== undefined && spec[ground] === undefined)
    .map(([section, ground]) => ({
      ...invalid(
        [section],
        `\`${section}\` needs a section \`${ground}\``,
        `no \`${ground}\``,
        `a section \`${ground}\``,
      ),
      part: 'key',
    }));
  if (spec.promotion !== undefined && spec.gates?.model === undefined) {
    faults.push({
      ...invalid(['promotion'], '`promotion` needs a gate for models', 'no `gates.model`', '`gates.model`'),
      part: 'key',
    });
  }
  return faults;
};

/** Entities come from an aligned source, labels from another one, by columns that their contracts have. */
export const modelAndLabelsKnowTheirColumns: Rule = (subject) => [
  ...faultsOfModel(subject),
  ...faultsOfLabels(subject),
];

const faultsOfModel: Rule = (subject) => {
  const { model, windows } = subject.spec;
  if (model === undefined) return [];
  const entities = model.entities ?? windows.align[0] ?? '';
  if (!windows.align.includes(entities))
    return [dangling(['model', 'entities'], entities, 'among the aligned sources, source', windows.align)];
  return missingColumns(subject, entities, [
    { path: ['model', 'entityKey'], column: model.entityKey },
    { path: ['model', 'asOf'], column: model.asOf.column },
  ]);
};

const faultsOfLabels: Rule = (subject) => {
  const { labels, sources, windows } = subject.spec;
  if (labels === undefined) return [];
  const path = ['labels', 'source'];
  if (sources[labels.source] === undefined) return [dangling(path, labels.source, 'source', Object.keys(sources))];
  if (windows.align.includes(labels.source)) {
    return [
      invalid(
        path,
        'labels would hold the data windows back',
        `${labels.source} is in \`windows.align\``,
        'a source that is not aligned',
      ),
    ];
  }
  return missingColumns(
    subject,
    labels.source,
    (['key', 'column', 'availableAt'] as const).map((field) => ({
      path: ['labels', field],
      column: labels[field],
    })),
  );
};
