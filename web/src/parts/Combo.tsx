import type { ReactNode } from "react";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { Icon } from "./Icon";

export interface Option {
  id: string;
  /** What stands in the field when it is chosen. */
  value: string;
  text: ReactNode;
}

/** A field to type into, with a list to choose from. Whatever was typed counts, listed or not. */
export function Combo({
  label,
  value,
  options,
  onChange,
  onChoose,
  note,
  placeholder,
  mono = false,
  filtered = true,
  autoFocus = false,
  disabled = false,
}: {
  label: string;
  value: string;
  options: Option[];
  onChange: (text: string) => void;
  onChoose: (option: Option) => void;
  note?: ReactNode;
  placeholder?: string;
  mono?: boolean;
  /** False: the options are already those that fit. */
  filtered?: boolean;
  autoFocus?: boolean;
  disabled?: boolean;
}) {
  const words = value.toLowerCase();
  const exact = options.some((option) => option.value === value);
  const shown = filtered && !exact ? options.filter((option) => option.value.toLowerCase().includes(words)) : options;
  return (
    <ComboBox
      className="field"
      inputValue={value}
      onInputChange={onChange}
      onSelectionChange={(key) => {
        const option = options.find(({ id }) => id === key);
        if (option) onChoose(option);
      }}
      items={shown}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="focus"
      defaultFilter={() => true}
      isDisabled={disabled}
    >
      <Label>{label}</Label>
      <div className="with-button">
        <Input
          className={mono ? "input mono" : "input"}
          placeholder={placeholder}
          spellCheck={false}
          autoFocus={autoFocus}
        />
        <Button className="button bare small square" aria-label={`Show ${label.toLowerCase()} choices`}>
          <Icon name="down" />
        </Button>
      </div>
      {note && <div className="note">{note}</div>}
      <Popover className="popup fit">
        <ListBox
          className="listbox"
          renderEmptyState={() => <p className="nothing">Nothing in the list fits. What you type counts.</p>}
        >
          {(option: Option) => (
            <ListBoxItem id={option.id} textValue={option.value}>
              {option.text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
