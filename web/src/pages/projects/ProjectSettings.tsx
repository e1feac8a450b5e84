import { changeProject, removeProject } from "../../api/calls";
import type { Project } from "../../api/types";
import { Confirm } from "../../parts/Confirm";
import { Dialog } from "../../parts/Dialog";
import { Field, Form, text, useAct } from "../../parts/Form";

export function ProjectSettings({ project, onClose }: { project: Project; onClose: () => void }) {
  const save = useAct(
    (form: FormData) =>
      changeProject(project.id, {
        name: text(form, "name") ?? project.name,
        directory: text(form, "directory") ?? "",
        public: form.get("public") === "on",
      }),
    ["projects"],
    onClose,
  );
  return (
    <Dialog title="Project settings" under={project.repository_name} onClose={onClose}>
      <Form act={save} className="">
        {(wrong) => (
          <>
            <div className="dialog-body">
              <Field name="name" label="Name" defaultValue={project.name} required wrong={wrong} />
              <Field
                name="directory"
                label="Folder"
                mono
                defaultValue={project.directory}
                placeholder="the whole repository"
                note="Where DVC is initialised, if that is not the root."
                wrong={wrong}
              />
              <label className="check">
                <input type="checkbox" name="public" defaultChecked={project.public} />
                <span>
                  Public
                  <span className="soft">: whoever has the link may look. The repository itself stays as it is.</span>
                </span>
              </label>
            </div>
            <div className="dialog-foot">
              <button type="button" className="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" className="button primary" disabled={save.isPending}>
                Save
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}

export function RemoveProject({ project, last, onClose }: { project: Project; last: boolean; onClose: () => void }) {
  const remove = useAct(() => removeProject(project.id), ["projects", "models", "repositories"], onClose);
  return (
    <Confirm title={`Delete ${project.name}`} button={`Delete ${project.name}`} act={remove} onClose={onClose}>
      <p>
        Deletes what Studio keeps of this project. Nothing changes in Git: its history, tags and branches stay, and
        adding it again brings everything back.
      </p>
      {last && (
        <p>
          It is the last project on <strong>{project.repository_name}</strong>, so the models of that repository leave
          the list, too.
        </p>
      )}
    </Confirm>
  );
}
